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
  sun: [
    "/company",
    "/company/compute",
    "/company/compute/book",
    "/company/compute/book?quote=sun-soon",
    "/company/compute/book?quote=sun-soon&offer=1",
    "/company/compute/reservations/sun-broken",
    "/company/live",
    "/company/sites",
    "/company/sites/harbour",
    "/company/wallet",
    "/company/usage",
    "/company/statements",
    "/account",
  ],
  li: [
    "/company/claims",
    "/company/claims/KA-1-1",
    "/company/claims/present/KA-1",
    "/company/devices/huawei/2102A00002",
    "/company/paying/grants/KA-1",
  ],
  wang: [
    "/officer",
    "/officer/applications",
    "/officer/budget",
    "/officer/rounds",
    "/officer/months",
    "/officer/rules",
    "/officer/returns",
    "/officer/sites",
    "/officer/sites/at/harbour",
    "/officer/backing",
    "/officer/rounds/research",
    "/officer/organisations",
    "/officer?kind=propose",
    "/officer/budget/training",
    "/officer/origins",
    "/officer/claims",
    "/officer/claims/KA-1-1",
    "/officer/devices",
  ],
  zhou: ["/approver", "/approver/awards", "/approver/awards/A-1", "/approver/accreditations", "/approver/backing"],
  chen: ["/site", "/site/live", "/site/usage", "/site/suspense", "/site/statements", "/site/rates", "/site/capacity", "/site/accreditation", "/site/devices"],
  he: [
    "/auditor",
    "/auditor/vouchers/T-01",
    "/auditor/organisations/robot-x",
    "/auditor/journal",
    "/auditor/journal/1",
    "/auditor/checkpoints",
    "/auditor/budget",
    "/auditor/grants/KA-1",
    "/auditor/claims/KA-1-1",
    "/auditor/devices",
    "/auditor/devices/huawei/2102A00002",
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
    for (const [person, paths] of [[undefined, ["/", "/programmes/henan-2023", "/chips", "/chips/ascend-910c", "/sites", "/sites/harbour", "/sign-in"]], ...Object.entries(PAGES)])
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
