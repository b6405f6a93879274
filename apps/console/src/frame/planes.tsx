interface PlanesProps {
  readonly planes: readonly { readonly id: string; readonly name: string }[];
  readonly shown: string;
  readonly onShow: (id: string) => void;
}

/** The planes that can be blinked: one after another at the same place. */
export const Planes = ({ planes, shown, onShow }: PlanesProps) => {
  if (planes.length < 2)
    return <p className="quiet">Nothing to blink with: no template or difference was made of it.</p>;
  return (
    <ul className="frame-planes">
      {planes.map(({ id, name }) => (
        <li key={id}>
          <button type="button" aria-pressed={id === shown} onClick={() => onShow(id)}>
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
};
