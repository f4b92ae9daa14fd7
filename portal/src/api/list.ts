// Lists come in pages; `more` fetches the next one.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { Page } from "./types";

export interface List<Item> {
  items: Item[] | undefined; // nothing while the first page is on its way
  total: number;
  error: Error | null;
  hasMore: boolean;
  loadingMore: boolean;
  more: () => void;
  again: () => void;
}

// `key` names the list and its filter; `fetchPage` gets the cursor of the page, nothing for the first.
export function useList<Item>(
  key: readonly unknown[],
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
): List<Item> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    total: query.data?.pages.at(-1)?.total ?? 0,
    error: query.error,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  };
}
