import { useText } from "../text/text";
import { Button } from "./button";
import { Print } from "./icons";

export function PrintButton() {
  const { t } = useText();
  return (
    <Button small onClick={() => window.print()}>
      <Print className="glyph" />
      {t("action.print")}
    </Button>
  );
}
