// The same pages in the other language, in the dark, and on a phone.
const LOOKS = [
  { name: "chinese-dark", language: "zh-CN", theme: "dark" },
  { name: "phone", width: 390, height: 844 },
  {
    name: "chinese-dark-phone",
    language: "zh-CN",
    theme: "dark",
    width: 390,
    height: 844,
  },
];

const PAGES = {
  sun: ["/company", "/company/wallet", "/company/usage", "/company/statements", "/account"],
  li: ["/company/claims"],
  wang: [
    "/officer",
    "/officer/applications",
    "/officer/budget",
    "/officer/rounds",
    "/officer/months",
    "/officer/rules",
    "/officer/returns",
    "/officer/sites",
    "/officer/rounds/research",
    "/officer/organisations",
    "/officer?kind=propose",
    "/officer/budget/training",
    "/officer/origins",
    "/officer/claims",
    "/officer/devices",
  ],
  zhou: ["/approver", "/approver/awards", "/approver/awards/A-1", "/approver/accreditations"],
  chen: ["/site", "/site/suspense", "/site/statements", "/site/rates", "/site/capacity", "/site/accreditation"],
  he: [
    "/auditor",
    "/auditor/vouchers/T-01",
    "/auditor/organisations/robot-x",
    "/auditor/journal",
    "/auditor/journal/1",
    "/auditor/checkpoints",
    "/auditor/devices",
  ],
  admin2: ["/admin", "/admin/people/wang", "/account"],
};

export async function pagesEverywhere(harness) {
  const signedIn = {};
  for (const person of Object.keys(PAGES)) {
    const visitor = await harness.visitor();
    await visitor.enter(person);
    signedIn[person] = await visitor.context.cookies();
    await visitor.close();
  }
  for (const look of LOOKS)
    for (const [person, paths] of [[undefined, ["/", "/programmes/henan-2023", "/chips", "/chips/ascend-910c", "/sign-in"]], ...Object.entries(PAGES)])
      await harness.test(`${look.name}: ${person ?? "anyone"}`, async () => {
        const visitor = await harness.visitor(look);
        if (person) await visitor.context.addCookies(signedIn[person]);
        for (const path of paths) {
          await visitor.open(path);
          await visitor.inspect(`${look.name}${path.replaceAll(/[/?=]/g, "-")}`);
        }
        await visitor.close();
      });
}
