// Booking compute in three steps, each with an address of its own: what to run (?from=QUOTE fills the form), the offers
// (?quote=QUOTE), and one of them to confirm (?quote=QUOTE&offer=N).
import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import { api, must } from "../../../api/client";
import type { Quote } from "../../../api/types";
import { formOf } from "../../../lib/workload";
import { useText } from "../../../text/text";
import { PageHead } from "../../../ui/page";
import { Loaded, Skeleton } from "../../../ui/state";
import { Steps } from "../../../ui/steps";
import { BOOK, offersOf } from "./ask";
import { Confirm } from "./confirm";
import { Offers } from "./offers";
import { firstWish, WorkloadStep } from "./workload";

export function useQuote(key: string) {
  return useQuery({
    queryKey: ["quote", key],
    queryFn: () => must(api.GET("/api/v1/quotes/{quote}", { params: { path: { quote: key } } })),
    enabled: key !== "",
  });
}

export function Book() {
  const { t } = useText();
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const key = asked.get("quote") ?? "";
  const from = asked.get("from") ?? "";
  const offer = Number(asked.get("offer") ?? 0);
  const quote = useQuote(key || from);
  const step = key === "" ? 0 : offer > 0 ? 2 : 1;
  const to = (at: number) => go(at === 0 ? `${BOOK}?from=${encodeURIComponent(key)}` : offersOf(key));
  return (
    <div className="stack loose">
      <PageHead
        crumbs={[{ href: "/company/compute", title: t("nav.compute") }]}
        title={t("book.title")}
        lead={t("book.lead")}
      />
      <Steps titles={[t("book.what"), t("book.offers"), t("book.confirm")]} at={step} onGo={to} />
      {step === 0 ? (
        <First key={from} from={from} site={asked.get("site") ?? ""} quote={quote.data} />
      ) : (
        <Loaded from={quote} lines={8}>
          {(data) =>
            step === 1 ? (
              <Offers
                quote={data}
                onChoose={(rank) => go(`${offersOf(key)}&offer=${rank}`)}
                onAsked={(next) => go(offersOf(next))}
              />
            ) : (
              <Confirm key={`${key}-${offer}`} quote={data} rank={offer} onAsked={(next) => go(offersOf(next))} />
            )
          }
        </Loaded>
      )}
    </div>
  );
}

// The form waits for the quote that fills it.
function First(props: { from: string; site: string; quote: Quote | undefined }) {
  const [, go] = useLocation();
  if (props.from !== "" && !props.quote) return <Skeleton lines={8} />;
  const quote = props.from === "" ? undefined : props.quote;
  const begin = quote
    ? { form: formOf(quote.workload), sites: quote.sites, chips: quote.resources, use: quote.use, rank: quote.ranking }
    : firstWish(props.site);
  return <WorkloadStep begin={begin} onAsked={(next) => go(offersOf(next))} />;
}
