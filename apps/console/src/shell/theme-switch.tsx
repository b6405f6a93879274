import { setTheme, THEMES, useTheme } from './theme.js';

const SAYS = { light: 'Light', dark: 'Dark', red: 'Red' } as const;

export const ThemeSwitch = () => {
  const theme = useTheme();
  return (
    <div className="segments" role="group" aria-label="Theme">
      {THEMES.map((one) => (
        <button key={one} type="button" aria-pressed={one === theme} onClick={() => setTheme(one)}>
          {SAYS[one]}
        </button>
      ))}
    </div>
  );
};
