/** Buttons that take a chart out of the page. */
export type ChartFile = 'csv' | 'png' | 'svg';

export function FileButtons({
  label,
  download,
}: {
  readonly label: string;
  readonly download: (file: ChartFile) => void;
}) {
  return (
    <>
      {(['csv', 'png', 'svg'] as const).map((file) => (
        <button
          key={file}
          type="button"
          class="plain"
          onClick={() => download(file)}
          aria-label={`Download ${label} as ${file.toUpperCase()}`}
        >
          {file.toUpperCase()}
        </button>
      ))}
    </>
  );
}

/** What the file of a chart is called. */
export const fileName = (label: string, file: ChartFile): string =>
  `${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.${file}`;
