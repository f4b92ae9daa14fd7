// One of a few views of the same list: buttons of which one is pressed.
export interface View<Key extends string> {
  key: Key;
  title: string;
}

export function Switch<Key extends string>(props: {
  label: string;
  views: readonly View<Key>[];
  at: Key;
  onGo: (key: Key) => void;
}) {
  return (
    <div className="switch no-print" role="group" aria-label={props.label}>
      {props.views.map((view) => (
        <button key={view.key} type="button" aria-pressed={view.key === props.at} onClick={() => props.onGo(view.key)}>
          {view.title}
        </button>
      ))}
    </div>
  );
}
