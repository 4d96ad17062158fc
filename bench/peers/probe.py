"""Says what this Python has: one line of JSON."""

import importlib.util
import json
import platform

import torch
from common import peak_memory

print(
    json.dumps(
        {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "card": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
            "norse": importlib.util.find_spec("norse") is not None,
            "rssMB": peak_memory(),
        }
    )
)
