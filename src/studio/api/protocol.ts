/**
 * What the studio's server and its page say to each other: the paths, and what every request and every refusal
 * looks like. The types of the replies are in the files beside this one. Documents and events are those of
 * `run`, checked by the server.
 *
 * | method and path                             | reply                                    |
 * | ------------------------------------------- | ---------------------------------------- |
 * | GET /api/runs                               | RunList                                  |
 * | GET /api/stream                             | events: `run` RunSummary, `gone` RunGone |
 * | GET /api/columns                            | ColumnList                               |
 * | GET /api/columns/values?column=C&column=…   | ColumnValues                             |
 * | GET /api/runs/ID/record                     | config.json                              |
 * | GET /api/runs/ID/summary                    | summary.json                             |
 * | GET /api/runs/ID/architecture               | architecture.json                        |
 * | GET /api/runs/ID/analysis                   | analysis.json                            |
 * | GET /api/runs/ID/metrics?from=BYTE          | MetricsPart                              |
 * | GET /api/runs/ID/stream?from=BYTE           | events: `metrics` MetricsPart, `state` RunSummary, `reset` |
 * | GET /api/runs/ID/weights                    | bytes of weights.safetensors             |
 * | GET /api/runs/ID/notes                      | RunNotes                                 |
 * | GET /api/runs/ID/samples?split=S&from=K     | SampleList                               |
 * | GET /api/runs/ID/sample?split=S&index=K     | Sample                                   |
 * | GET /api/studies                            | StudyList                                |
 * | GET /api/study?id=ID                        | StudyReport                              |
 * | GET /api/study/results?id=ID                | StudyResultsReply                        |
 * | GET /api/study/products?id=ID               | ProductList                              |
 * | GET /api/study/product?id=ID&what=W         | its file                                 |
 * | POST /api/study/make?id=ID      MakeRequest | 202 ProductList                          |
 * | GET /api/folders?path=P                     | FolderList                               |
 * | GET /api/data?path=P, or ?task=T            | DataReport                               |
 * | GET /api/recording?path=P&index=K, or ?task=T | DataRecording                          |
 * | GET /api/sweep?id=ID                        | SweepReport                              |
 * | GET /api/presets                            | Preset[]                                 |
 * | GET /api/schema                             | JSON Schema of the `config` of a request |
 * | POST /api/session               (a code)     | Entered                                  |
 * | POST /api/estimate              StartRequest | Estimate                                |
 * | POST /api/runs                  StartRequest | 201 Started                             |
 * | POST /api/runs/ID/stop                      | 202 Started                              |
 * | POST /api/runs/ID/resume                    | 202 Started                              |
 * | POST /api/runs/ID/notes         NotesChange | RunNotes                                 |
 * | POST /api/runs/ID/delete                    | DeletedRun                               |
 * | POST /api/runs/ID/make          MakeRequest | 202 ProductList                          |
 * | GET /api/runs/ID/products                   | ProductList                              |
 * | GET /api/runs/ID/log                        | ProcessLog                               |
 * | GET /api/runs/ID/product?what=W             | its file                                 |
 * | GET /api/trash                              | TrashList                                |
 * | POST /api/trash/restore            TrashKey | Started                                  |
 * | POST /api/trash/erase              TrashKey | TrashList                                |
 *
 * ID is the path of a run's folder relative to the runs folder, its parts joined by `/`; each part
 * encoded for a URL (`encodeURIComponent`), the `/` as they are or as `%2F`. That of a study is likewise the path of its
 * folder; empty if the runs folder is the study itself.
 */

/**
 * Header of every request to the API; its value is the token of the page's address, `#token=…`. Not a
 * cookie: browsers send those to every port of this machine, and so to servers of its other users.
 */
export const TOKEN_HEADER = 'X-Motifsmith-Token';

/** The token, for a one-time code that was sent in its place. */
export interface Entered {
  readonly token: string;
}

/** Body of every reply from status 400 on. */
export interface ApiError {
  readonly error: {
    /** A kind of MotifsmithError (`usage`, `artifact`, …), or of the server's own refusals. */
    readonly kind: string;
    readonly message: string;
    readonly where: string | null;
    readonly remedy: string | null;
  };
}
