// Proposing a rate card: it holds once another person of the authority has approved it.
import { useState, type FormEvent } from "react";
import { api, must } from "../../api/client";
import { useWrite } from "../../api/write";
import { dayAfter } from "../../lib/day";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, TextField } from "../../ui/field";
import { Card } from "../../ui/page";
import { ProblemBox } from "../../ui/state";
import { useToast } from "../../ui/toast";
import { useResources } from "../../ui/resources";

interface Price {
  resource: string;
  price: string;
}

interface Input {
  rate_card: string;
  from: string;
  until: string;
  prices: Price[];
}

const NO_PRICE: Price = { resource: "", price: "" };

export function ProposeRates({ site }: { site: string }) {
  const { t } = useText();
  const toast = useToast();
  const [key, setKey] = useState("");
  const [from, setFrom] = useState("");
  const [last, setLast] = useState("");
  const [prices, setPrices] = useState<Price[]>([NO_PRICE]);
  const [tried, setTried] = useState(false);
  const propose = useWrite(
    (input: Input, header) => must(api.POST("/api/v1/rate-cards", { params: { header }, body: { site, ...input } })),
    () => {
      toast(t("proposals.proposed"));
      setKey("");
      setPrices([NO_PRICE]);
      setTried(false);
    },
  );
  const goodDays = from !== "" && last !== "" && from <= last;
  const given = prices.filter((each) => each.resource !== "" && each.price.trim() !== "");
  const change = (at: number, next: Partial<Price>) =>
    setPrices((all) => all.map((each, index) => (index === at ? { ...each, ...next } : each)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (key.trim() === "" || !goodDays || given.length < prices.length || propose.isPending) return;
    propose.mutate({ rate_card: key.trim(), from, until: dayAfter(last), prices: given });
  };
  return (
    <Card title={t("proposals.propose")}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="soft">{t("proposals.propose_lead")}</p>
        <div className="columns even">
          <TextField
            label={t("rates.card")}
            hint={t("proposals.key_hint", { example: `${site}-2027` })}
            value={key}
            onValue={setKey}
            wrong={tried && key.trim() === "" ? t("field.missing") : undefined}
          />
          <TextField label={t("capacity.from")} type="date" value={from} onValue={setFrom} />
          <TextField
            label={t("capacity.until")}
            type="date"
            value={last}
            onValue={setLast}
            wrong={tried && !goodDays ? t("capacity.bad_days") : undefined}
          />
        </div>
        {prices.map((price, at) => (
          <PriceRow
            key={at}
            price={price}
            tried={tried}
            onPrice={(next) => change(at, next)}
            {...(prices.length > 1
              ? { onRemove: () => setPrices((all) => all.filter((_, index) => index !== at)) }
              : {})}
          />
        ))}
        {propose.error && <ProblemBox error={propose.error} />}
        <div className="row">
          <Button type="submit" look="primary" off={propose.isPending}>
            {t("proposals.propose_do")}
          </Button>
          <Button onClick={() => setPrices((all) => [...all, NO_PRICE])}>{t("proposals.add_price")}</Button>
        </div>
      </form>
    </Card>
  );
}

interface RowProps {
  price: Price;
  tried: boolean;
  onPrice: (next: Partial<Price>) => void;
  onRemove?: () => void;
}

function PriceRow({ price, tried, onPrice, onRemove }: RowProps) {
  const { t } = useText();
  const resources = useResources();
  return (
    <div className="columns even">
      <Select
        label={t("rates.resource")}
        value={price.resource}
        onValue={(resource) => onPrice({ resource })}
        wrong={tried && price.resource === "" ? t("field.missing") : undefined}
        choices={[{ value: "", label: t("people.choose") }, ...resources]}
      />
      <TextField
        label={t("rates.price")}
        hint={t("proposals.price_hint")}
        value={price.price}
        onValue={(text) => onPrice({ price: text })}
        wrong={tried && price.price.trim() === "" ? t("field.missing") : undefined}
      />
      {onRemove && (
        <div>
          <Button small look="quiet" onClick={onRemove}>
            {t("action.remove")}
          </Button>
        </div>
      )}
    </div>
  );
}
