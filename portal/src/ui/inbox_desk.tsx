// An inbox of many tasks: by kind, by programme, by words. What is chosen stands in the address, so that it is still
// there when one comes back from a task.
import { useSearchParams } from "wouter";
import { useNames } from "../api/names";
import type { List } from "../api/list";
import type { InboxItem } from "../api/types";
import { useText } from "../text/text";
import { Button } from "./button";
import { Select, TextField } from "./field";
import { InboxList, KINDS, type LineProps } from "./inbox";
import { Section } from "./page";
import { Empty } from "./state";
import { Switch } from "./switch";

const IN_GROUP_MAX = 6; // of each kind, where all kinds are shown

type Kind = InboxItem["kind"];
type Choice = "kind" | "programme" | "words";

export interface InboxFilter {
  kind: Kind | "";
  programme: string;
  words: string;
  choose: (choice: Choice, value: string) => void;
  takes: (item: InboxItem) => boolean; // whatever its kind
}

export function useInboxFilter(desk: keyof typeof KINDS): InboxFilter {
  const names = useNames();
  const { language } = useText();
  const [search, setSearch] = useSearchParams();
  const kind = KINDS[desk]?.find((each) => each === search.get("kind")) ?? "";
  const programme = search.get("programme") ?? "";
  const words = search.get("words") ?? "";
  const choose = (choice: Choice, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(choice, value);
        else next.delete(choice);
        return next;
      },
      { replace: true },
    );
  const wanted = words.trim().toLocaleLowerCase(language);
  const takes = (item: InboxItem) => {
    if (programme && item.programme !== programme) return false;
    const named = [item.subject, names.organisation(item.organisation), names.programme(item.programme)];
    if (item.subject_kind === "site") named.push(names.site(item.subject));
    return named.some((each) => each.toLocaleLowerCase(language).includes(wanted));
  };
  return { kind, programme, words, choose, takes };
}

interface DeskProps {
  desk: keyof typeof KINDS;
  list: List<InboxItem>;
  items: readonly InboxItem[]; // what there is to choose from
  filter: InboxFilter;
  line: LineProps;
  onKind: (kind: Kind | "") => void;
}

export function InboxDesk({ desk, list, items, filter, line, onKind }: DeskProps) {
  const { t, name } = useText();
  if (!list.items || items.length === 0) return <InboxList list={list} {...line} />;
  const taken = items.filter(filter.takes);
  const kinds = (KINDS[desk] ?? []).filter((kind) => kind === filter.kind || items.some((item) => item.kind === kind));
  const count = (kind: Kind) => taken.filter((item) => item.kind === kind).length;
  return (
    <>
      <div className="stack no-print">
        {kinds.length > 1 && (
          <Switch
            label={t("batch.views")}
            at={filter.kind}
            onGo={onKind}
            views={[
              { key: "", title: t("batch.all", { n: taken.length }) },
              ...kinds.map((kind) => ({ key: kind, title: `${name("todo", kind)} (${count(kind)})` })),
            ]}
          />
        )}
        <Search items={items} filter={filter} />
      </div>
      {taken.length === 0 ? (
        <Empty title={t("list.none_match")}>{t("list.none_match_lead")}</Empty>
      ) : filter.kind === "" ? (
        <Groups kinds={kinds} items={taken} list={list} line={line} onKind={onKind} />
      ) : (
        <InboxList list={{ ...list, items: taken.filter((item) => item.kind === filter.kind) }} {...line} />
      )}
    </>
  );
}

function Search({ items, filter }: { items: readonly InboxItem[]; filter: InboxFilter }) {
  const { t } = useText();
  const names = useNames();
  const programmes = [...new Set(items.map((item) => item.programme))].filter(Boolean);
  return (
    <div className="row" role="search">
      {programmes.length > 1 && (
        <Select
          label={t("programme.title")}
          value={filter.programme}
          onValue={(value) => filter.choose("programme", value)}
          choices={[
            { value: "", label: t("list.all") },
            ...programmes.map((each) => ({ value: each, label: names.programme(each) })),
          ]}
        />
      )}
      <TextField
        label={t("inbox.search")}
        type="search"
        value={filter.words}
        onValue={(value) => filter.choose("words", value)}
      />
    </div>
  );
}

interface GroupsProps {
  kinds: readonly Kind[];
  items: readonly InboxItem[];
  list: List<InboxItem>;
  line: LineProps;
  onKind: (kind: Kind) => void;
}

// All kinds below each other: the first few of each, and the way to all of them.
function Groups({ kinds, items, list, line, onKind }: GroupsProps) {
  const { t, name } = useText();
  const groups = Map.groupBy(items, (item) => item.kind);
  return (
    <div className="stack loose">
      {kinds.map((kind) => {
        const group = groups.get(kind) ?? [];
        if (group.length === 0) return null;
        return (
          <Section
            key={kind}
            title={name("todo", kind)}
            aside={
              group.length > IN_GROUP_MAX && (
                <Button small onClick={() => onKind(kind)}>
                  {t("inbox.show_all", { n: group.length })}
                </Button>
              )
            }
          >
            <InboxList list={{ ...list, items: group.slice(0, IN_GROUP_MAX), hasMore: false }} grouped {...line} />
          </Section>
        );
      })}
      {list.hasMore && (
        <div>
          <Button onClick={list.more} off={list.loadingMore}>
            {t("list.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
