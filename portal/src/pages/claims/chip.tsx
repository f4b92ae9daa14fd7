import { useText } from "../../text/text";
import { Chip, type Tone } from "../../ui/chip";

const TONES: Record<string, Tone> = {
  submitted: "busy",
  checked: "busy",
  returned: "warn",
  accepted: "good",
  refused: "bad",
};

export function ClaimChip({ status }: { status: string }) {
  const { name } = useText();
  return <Chip tone={TONES[status] ?? "calm"}>{name("claim_status", status)}</Chip>;
}
