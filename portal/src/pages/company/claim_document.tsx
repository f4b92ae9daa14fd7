// A document of a row: kept by its digest as soon as it is chosen.
import { useMutation } from "@tanstack/react-query";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { uploadDocument } from "../../api/application";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { ProblemBox } from "../../ui/state";

export function DocumentCell(props: { label: string; hash: string; onHash: (hash: string) => void }) {
  const { t } = useText();
  const upload = useMutation({
    mutationFn: async (file: File) => props.onHash((await uploadDocument(file)).hash),
  });
  if (props.hash)
    return (
      <span className="row">
        <code className="small soft">{props.hash.slice(0, 8)}</code>
        <Button
          small
          look="quiet"
          onClick={() => props.onHash("")}
          aria-label={`${props.label}: ${t("action.remove")}`}
        >
          {t("action.remove")}
        </Button>
      </span>
    );
  return (
    <>
      <FileTrigger onSelect={(files) => files?.[0] && upload.mutate(files[0])}>
        <AriaButton className="button small" aria-label={`${props.label}: ${t("action.add_file")}`}>
          {t(upload.isPending ? "state.working" : "action.add_file")}
        </AriaButton>
      </FileTrigger>
      {upload.error && <ProblemBox error={upload.error} />}
    </>
  );
}
