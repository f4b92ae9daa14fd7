import { admin } from "./admin";
import { audit } from "./audit";
import { chips } from "./chips";
import { common } from "./common";
import { company } from "./company";
import { desk } from "./desk";
import { names } from "./names";
import { network } from "./network";
import { officer } from "./officer";
import { open } from "./open";
import { paying } from "./paying";
import { signing } from "./signing";
import { site } from "./site";

export const en = {
  ...common,
  ...open,
  ...company,
  ...officer,
  ...site,
  ...admin,
  ...audit,
  ...desk,
  ...network,
  ...names,
  ...chips,
  ...signing,
  ...paying,
};
