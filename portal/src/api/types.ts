// The words of the API, as docs/openapi.json defines them; schema.ts is generated from it by `npm run types`.
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Session = Schemas["Session"];
export type Role = Schemas["Role"];
export type Bilingual = Schemas["Text"];
export type Unit = Schemas["Unit"];
export type Figures = Schemas["Figures"];
export type Programme = Schemas["Programme"];
export type ProgrammeDetail = Schemas["ProgrammeDetail"];
export type PolicyTerms = Schemas["PolicyTerms"];
export type Fact = Schemas["Fact"];
export type FactsInput = Schemas["FactsInput"];
export type Call = Schemas["Call"];
export type Round = Schemas["Round"];
export type AssessmentResult = Schemas["AssessmentResult"];
export type Application = Schemas["Application"];
export type ApplicationDetail = Schemas["ApplicationDetail"];
export type StoredDocument = Schemas["Document"];
export type InboxItem = Schemas["InboxItem"];
export type Award = Schemas["Award"];
export type Voucher = Schemas["Voucher"];
export type Wallet = Schemas["Wallet"];
export type Job = Schemas["Job"];
export type Charge = Schemas["Charge"];
export type BudgetLine = Schemas["BudgetLine"];
export type Suspended = Schemas["Suspended"];
export type Statement = Schemas["Statement"];
export type RateCard = Schemas["RateCard"];
export type PolicyCheck = Schemas["PolicyCheck"];
export type FileProblem = Schemas["FileProblem"];
export type UsageReply = Schemas["UsageReply"];
export type Entry = Schemas["Entry"];
export type Proof = Schemas["Proof"];
export type PathStep = Schemas["PathStep"];
export type MoneyPath = Schemas["MoneyPath"];
export type Person = Schemas["Person"];
export type ApiKey = Schemas["ApiKey"];
export type Forecast = Schemas["Forecast"];
export type Capacity = Schemas["Capacity"];
export type CapacityDay = Schemas["CapacityDay"];
export type Accreditation = Schemas["Accreditation"];
export type AccreditationDetail = Schemas["AccreditationDetail"];
export type RateCardProposal = Schemas["RateCardProposal"];
export type SiteKey = Schemas["SiteKey"];
export type SigningRule = Schemas["SigningRule"];
export type Control = Schemas["Control"];
export type Written = Schemas["Written"];
export type SelfReliance = Schemas["SelfReliance"];
export type OriginTest = Schemas["OriginTest"];
export type ChipRow = Schemas["ChipRow"];
export type ChipDetail = Schemas["Chip"];

// One page of a list; `next` is the cursor of the following one.
export interface Page<Item> {
  items: Item[];
  next: string | null;
  total: number;
}
