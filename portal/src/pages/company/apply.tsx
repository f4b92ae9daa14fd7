// Applying: what the programme asks, the documents that prove it, a review by the rules, and handing it in. What one
// writes is kept as a draft all the time.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { draftQuery } from "../../api/application";
import { api, must } from "../../api/client";
import type { ApplicationDetail, Call, PolicyTerms, ProgrammeDetail } from "../../api/types";
import { useText } from "../../text/text";
import { PageHead } from "../../ui/page";
import { Empty, Loaded, Skeleton } from "../../ui/state";
import { ApplyForm } from "./apply_form";

export function Apply(props: { call: string; application?: string }) {
  const { call, application } = props;
  const [, go] = useLocation();
  useEffect(() => {
    if (!application) go(`/company/apply/${encodeURIComponent(call)}/${newKey(call)}`, { replace: true });
  }, [application, call, go]);
  return application ? <WithCall call={call} application={application} /> : <Skeleton lines={6} />;
}

// Keys are short and readable, for people write them in letters: the call and six letters without look-alikes.
function newKey(call: string): string {
  const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
  const random = crypto.getRandomValues(new Uint8Array(6));
  return `${call}-${Array.from(random, (byte) => letters[byte % letters.length]).join("")}`;
}

function WithCall(props: { call: string; application: string }) {
  const { t } = useText();
  const calls = useQuery({
    queryKey: ["calls", props.call],
    queryFn: () => must(api.GET("/api/v1/calls", { params: { query: { filter: [`call=${props.call}`] } } })),
  });
  return (
    <Loaded from={calls} lines={8}>
      {(page) => {
        const call = page.items.find((each) => each.call === props.call);
        return call ? (
          <WithProgramme call={call} application={props.application} />
        ) : (
          <Empty title={t("apply.no_call")} />
        );
      }}
    </Loaded>
  );
}

function WithProgramme(props: { call: Call; application: string }) {
  const { t } = useText();
  const { programme } = props.call;
  const detail = useQuery({
    queryKey: ["programme", programme],
    queryFn: () => must(api.GET("/api/v1/programmes/{programme}", { params: { path: { programme } } })),
  });
  const draft = useQuery(draftQuery(props.application));
  return (
    <Loaded from={detail} lines={8}>
      {(data) => (
        <Loaded from={draft} lines={8}>
          {(kept) =>
            data.policy ? (
              <Form {...props} detail={data} policy={data.policy} kept={kept} />
            ) : (
              <Empty title={t("programme.no_rules")} />
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}

interface FormProps {
  call: Call;
  application: string;
  detail: ProgrammeDetail;
  policy: PolicyTerms;
  kept: ApplicationDetail | null;
}

function Form({ call, application, detail, policy, kept }: FormProps) {
  const { t, pick } = useText();
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[
          { href: "/company", title: t("nav.company") },
          { href: `/programmes/${encodeURIComponent(detail.programme)}`, title: pick(policy.name) || detail.name },
        ]}
        title={t("apply.title")}
        lead={t("apply.lead", { programme: pick(policy.name) || detail.name, key: application })}
      />
      <ApplyForm call={call} application={application} detail={detail} policy={policy} kept={kept} />
    </div>
  );
}
