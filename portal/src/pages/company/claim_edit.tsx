// Presenting a purchase claim: contract, invoices, payments, devices. Each is written here or comes from a file; the
// server reads all of it at every step and says what is wrong with which row.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button as AriaButton, FileTrigger } from "react-aria-components";
import { useLocation } from "wouter";
import { applicationQuery } from "../../api/application";
import { claimQuery, presentClaim, readTables, type ClaimContent, type TableProblem } from "../../api/claims";
import { api, must, saveBytes } from "../../api/client";
import type { ApplicationDetail } from "../../api/types";
import { useWrite } from "../../api/write";
import {
  csvOf,
  NO_SHEETS,
  SHEET_NAMES,
  sheetsOf,
  tablesOf,
  type ClaimSheets,
  type SheetName,
} from "../../lib/claim_sheets";
import { fileText } from "../../lib/file_text";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { PageHead } from "../../ui/page";
import { Loaded, ProblemBox } from "../../ui/state";
import { Steps } from "../../ui/steps";
import { useToast } from "../../ui/toast";
import { ClaimContract } from "./claim_contract";
import { ClaimProblems } from "./claim_problems";
import { ClaimSheet } from "./claim_sheet";

// A new claim of an application: its key is the application's, with the next number behind it.
export function PresentClaim(props: { application: string }) {
  const application = useQuery(applicationQuery(props.application));
  const claims = useQuery({
    queryKey: ["claims", "of", props.application],
    queryFn: () =>
      must(api.GET("/api/v1/claims", { params: { query: { filter: [`application=${props.application}`] } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded from={application} lines={8}>
      {(data) => (
        <Loaded from={claims} lines={8}>
          {({ total }) => <Editor application={data} claim={`${data.application}-${total + 1}`} kept={NO_SHEETS} />}
        </Loaded>
      )}
    </Loaded>
  );
}

export function ChangeClaim(props: { claim: string }) {
  const claim = useQuery({ ...claimQuery(props.claim), staleTime: Number.POSITIVE_INFINITY });
  return (
    <Loaded from={claim} lines={8}>
      {(data) => <WithApplication claim={data.claim} application={data.application} content={data.content} />}
    </Loaded>
  );
}

function WithApplication(props: { claim: string; application: string; content: ClaimContent }) {
  const application = useQuery(applicationQuery(props.application));
  return (
    <Loaded from={application} lines={8}>
      {(data) => <Editor application={data} claim={props.claim} kept={sheetsOf(props.content)} />}
    </Loaded>
  );
}

interface EditorProps {
  application: ApplicationDetail;
  claim: string;
  kept: ClaimSheets;
}

function Editor({ application, claim, kept }: EditorProps) {
  const { t, pick } = useText();
  const toast = useToast();
  const [, go] = useLocation();
  const [step, setStep] = useState(0);
  const [sheets, setSheets] = useState(kept);
  const [problems, setProblems] = useState<readonly TableProblem[]>([]);
  const page = `/company/claims/${encodeURIComponent(claim)}`;
  const present = useWrite(
    (content: ClaimContent, header) => presentClaim(claim, application.application, content, header),
    () => {
      toast(t("claim.kept"));
      go(page);
    },
  );
  // What other steps are for is not missed yet.
  const read = useMutation({
    mutationFn: () => readTables(tablesOf(application.application, claim, sheets)),
    onSuccess: (found) => {
      setProblems(found.problems);
      const last = step === SHEET_NAMES.length - 1;
      const asked = found.problems.filter((each) => SHEET_NAMES.slice(0, step + 1).some((name) => name === each.sheet));
      if (last && found.claim) present.mutate(found.claim);
      else if (!last && asked.length === 0) setStep(step + 1);
    },
  });
  const sheet = SHEET_NAMES[step] ?? "contract";
  const seen: readonly string[] = SHEET_NAMES.slice(0, step + 1);
  const put = (name: SheetName, rows: ClaimSheets[SheetName]) => setSheets({ ...sheets, [name]: rows });
  const error = read.error ?? present.error;
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[
          { href: "/company", title: t("nav.company") },
          {
            href: `/company/applications/${encodeURIComponent(application.application)}`,
            title: application.application,
          },
        ]}
        title={t("claim.present")}
        lead={t("claim.present_lead", { programme: pick(application.programme_names), key: claim })}
      />
      <Steps titles={SHEET_NAMES.map((name) => t(`claim.step_${name}`))} at={step} onGo={setStep} />
      <Files
        key={sheet}
        sheet={sheet}
        sheets={sheets}
        names={{ application: application.application, claim }}
        onSheets={setSheets}
      />
      {sheet === "contract" ? (
        <ClaimContract
          row={sheets.contract[0] ?? {}}
          currency={application.currency}
          problems={problems}
          onRow={(row) => put("contract", [row])}
        />
      ) : (
        <ClaimSheet sheet={sheet} rows={sheets[sheet]} problems={problems} onRows={(rows) => put(sheet, rows)} />
      )}
      <ClaimProblems problems={problems.filter((each) => isListed(each, sheet) && seen.includes(each.sheet))} />
      {error && <ProblemBox error={error} />}
      <div className="row">
        {step > 0 && <Button onClick={() => setStep(step - 1)}>{t("action.back")}</Button>}
        <Button look="primary" onClick={() => read.mutate()} off={read.isPending || present.isPending}>
          {t(step === SHEET_NAMES.length - 1 ? "claim.keep" : "action.continue")}
        </Button>
      </div>
    </div>
  );
}

// The form of a contract shows at each field what is wrong there; the rows of other sheets may be many.
function isListed(problem: TableProblem, sheet: SheetName): boolean {
  return problem.sheet !== "contract" || sheet !== "contract" || problem.column === "";
}

interface FilesProps {
  sheet: SheetName;
  sheets: ClaimSheets;
  names: { application: string; claim: string };
  onSheets: (sheets: ClaimSheets) => void;
}

// A workbook has all sheets at once, a CSV file the one of this step.
function Files({ sheet, sheets, names, onSheets }: FilesProps) {
  const { t } = useText();
  const toast = useToast();
  const load = useMutation({
    mutationFn: async (file: File) =>
      readTables(
        file.name.toLowerCase().endsWith(".xlsx")
          ? file
          : { ...tablesOf(names.application, names.claim, sheets), [sheet]: await fileText(file) },
      ),
    onSuccess: (found) => {
      if (!found.claim) return;
      onSheets(sheetsOf(found.claim));
      toast(t("claim.loaded"));
    },
  });
  const template = () =>
    saveBytes(
      new Blob([sheet === "contract" ? tablesOf(names.application, names.claim, sheets).contract : csvOf(sheet, [])], {
        type: "text/csv",
      }),
      `${sheet}.csv`,
    );
  return (
    <div className="stack">
      <div className="row no-print">
        <FileTrigger acceptedFileTypes={[".xlsx", ".csv"]} onSelect={(files) => files?.[0] && load.mutate(files[0])}>
          <AriaButton className="button small">{t(load.isPending ? "state.working" : "claim.from_file")}</AriaButton>
        </FileTrigger>
        <Button small look="quiet" onClick={template}>
          {t("claim.template")}
        </Button>
        <span className="small soft">{t("claim.from_file_hint")}</span>
      </div>
      {load.error && <ProblemBox error={load.error} />}
      {load.data && <ClaimProblems problems={load.data.problems} />}
    </div>
  );
}
