"""Asks the back end of TensorBoard's HParams tab what it shows for a folder, and prints it as JSON.

Usage: tensorboard_hparams.py FOLDER
"""
import json
import sys

from google.protobuf import json_format
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups

multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory(sys.argv[1]).Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, sys.argv[1])
context = backend_context.Context(base_plugin.TBContext(data_provider=provider))
request = RequestContext()
content = context.hparams_metadata(request, "")
experiment = context.experiment_from_metadata(request, "", True, content, [])
wanted = api_pb2.ListSessionGroupsRequest(
    allowed_statuses=[api_pb2.STATUS_SUCCESS], slice_size=100, include_metrics=True
)
answer = list_session_groups.Handler(
    request_context=request, backend_context=context, experiment_id="", request=wanted
).run()
print(json.dumps({
    "hparams": [info.name for info in experiment.hparam_infos],
    "metrics": [info.name.tag for info in experiment.metric_infos],
    "sessions": {
        group.name: {
            "status": api_pb2.Status.Name(group.sessions[0].status),
            "settings": {name: json_format.MessageToDict(value) for name, value in group.hparams.items()},
            "figures": {metric.name.tag: metric.value for metric in group.metric_values},
        }
        for group in answer.session_groups
    },
}))
