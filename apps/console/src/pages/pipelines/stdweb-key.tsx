/** The key by which STDWeb knows a flag or a parameter; nothing where it has none. */
export const StdwebKey = ({ name }: { readonly name: string | null }) =>
  name ? (
    <code className="stdweb-key" title="its key in STDWeb">
      {name}
    </code>
  ) : null;
