import { common } from "./common";
import { company } from "./company";
import { names } from "./names";
import { officer } from "./officer";
import { public } from "./public";
import { site } from "./site";

export const en = { ...common, ...public, ...company, ...officer, ...site, ...names };
