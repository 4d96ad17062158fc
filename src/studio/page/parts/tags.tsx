/** The tags of a run. */
export function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <span class="tags" title={tags.join(', ')}>
      <span class="hidden">, tags: </span>
      {tags.map((tag) => (
        <span key={tag} class="tag">
          <bdi>{tag}</bdi>
        </span>
      ))}
    </span>
  );
}
