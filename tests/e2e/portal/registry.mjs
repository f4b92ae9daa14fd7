// Organisations: who controls them and by which path, whose they are in the end, on a day.
import { check } from "./harness.mjs";

// The worked example of docs/control.md: 20 % + 20 % + 15 % control, 45 % do not.
const STAKES = [
  ["p-71", "cloud-holdings", "60%", "2019-01-01"],
  ["cloud-holdings", "lanzhi", "51%", "2020-01-01"],
  ["cloud-holdings", "qingyun", "70%", "2020-01-01"],
  ["lanzhi", "robot-x", "20%", "2021-01-01"],
  ["qingyun", "robot-x", "20%", "2021-01-01"],
  ["cloud-holdings", "robot-x", "15%", "2021-01-01"],
  ["ocean-fund", "robot-x", "45%", "2021-01-01"],
];

export async function registryJourney(harness) {
  const wang = await harness.visitor();
  await wang.enter("wang");
  const he = await harness.visitor();
  await he.enter("he");

  await harness.test("an officer finds an organisation by its name; nothing is known of who controls it", async () => {
    const { page } = wang;
    await wang.open("/officer/organisations");
    await wang.inspect("officer-organisations");
    await page.getByLabel("Name", { exact: true }).fill("启航");
    await page.getByRole("row", { name: /lanzhi/ }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: /启航机器人/ }).click();
    await page.getByRole("heading", { name: /启航机器人/, level: 1 }).waitFor();
    await wang.sees("Nobody is known to control it");
    await wang.sees("No stake is recorded");
    await wang.inspect("officer-organisation-unknown");
  });

  await harness.test("an auditor sees who controls it, by which path, whose it is, and on which day", async () => {
    await wang.write("/stakes", {
      parties: [
        {
          kind: "organisation",
          key: "cloud-holdings",
          name: "云港控股 Cloud Holdings",
          jurisdiction: "CN",
        },
        {
          kind: "organisation",
          key: "ocean-fund",
          name: "远洋基金 Ocean Fund",
          jurisdiction: "SG",
        },
        { kind: "person", key: "p-71" },
      ],
      stakes: STAKES.map(([holder, held, capital, from]) => ({
        holder,
        holder_kind: holder === "p-71" ? "person" : "organisation",
        held,
        capital,
        from,
      })),
    });
    const { page } = he;
    const controllers = page.getByRole("article");
    await he.open("/auditor/organisations/robot-x");
    await controllers.filter({ hasText: "p-71" }).getByText("Ultimate controller").waitFor();
    await controllers.filter({ hasText: "云港控股 Cloud Holdings" }).first().getByText("= 55%").waitFor();
    check((await controllers.filter({ hasText: "Ocean Fund" }).count()) === 0, "45 % control");
    const part = (holder) => page.getByRole("row", { name: holder }).getByRole("cell").nth(2);
    check((await part(/^p-71/).first().innerText()) === "23.52%", "the part that comes to p-71 is not 23.52 %");
    await he.inspect("auditor-organisation");
    await page.getByLabel("On the day").fill("2020-06-30");
    await he.sees("Nobody is known to control it");
    await page.getByLabel("On the day").fill("2022-06-30");
    await controllers.first().waitFor();
    await page.getByLabel("Control is more than").fill("60");
    await he.sees("Nobody is known to control it");
    await he.inspect("auditor-organisation-threshold");
  });

  await harness.test("from a holder to its own page and back", async () => {
    const { page } = he;
    await he.open("/auditor/organisations/robot-x");
    await page
      .getByRole("row")
      .getByRole("link", { name: /Cloud Holdings/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /cloud-holdings/, level: 1 }).waitFor();
    await he.sees("is controlled by it");
    await he.inspect("auditor-holder");
    await page.goBack();
    await page.getByRole("heading", { name: /启航机器人/, level: 1 }).waitFor();
  });
  for (const each of [wang, he]) await each.close();
}
