// English: checkpoints and signatures.
export const audit = {
  "nav.checkpoints": "Checkpoints",
  "checkpoint.lead":
    "What the authority signed about its journal, and whether it still has the past it signed earlier.",
  "checkpoint.none": "No checkpoint yet",
  "checkpoint.none_lead": "The journal is signed when it has entries.",
  "checkpoint.newest": "The newest checkpoint",
  "checkpoint.save": "Save it",
  "checkpoint.origin": "Journal",
  "checkpoint.size": "Entries",
  "checkpoint.text": "As signed",
  "checkpoint.compare": "The same past?",
  "checkpoint.compare_lead":
    "An earlier checkpoint holds the journal to what it was then: nothing before it can have been changed, taken out or put in.",
  "checkpoint.kept": "Checkpoints that this browser has seen",
  "checkpoint.seen": "First seen",
  "checkpoint.check": "Compare",
  "checkpoint.other": "Another one",
  "checkpoint.paste": "Text of an earlier checkpoint",
  "checkpoint.paste_hint": "As it was saved, with its signature: from your archive, a witness or a colleague.",
  "checkpoint.compare_do": "Compare with today",
  "consistency.same_past": "The journal has the same past",
  "consistency.same_past_lead": "Its first {earlier} entries are the ones that were signed then; today it has {later}.",
  "consistency.another_past": "The journal has another past",
  "consistency.another_past_lead":
    "The first {earlier} of its {later} entries are not the ones that this checkpoint was signed over. Keep the checkpoint: it is the evidence.",
  "consistency.another_journal": "That is the checkpoint of another journal",
  "consistency.another_journal_lead":
    "It is signed over {earlier} entries of a journal with another name; this one has {later}.",
  "consistency.newer": "The checkpoint is newer than the journal",
  "consistency.newer_lead":
    "It speaks of {earlier} entries, which the journal does not have. Entries may have been cut off: keep the checkpoint.",
  "consistency.unreadable": "That is no checkpoint",
  "consistency.unreadable_lead":
    "Paste the whole text: the journal’s name, the number of entries, the root, an empty line and the signature.",
  "signature.good": "The authority’s signature is good",
  "signature.good_lead":
    "Checked in this browser (Ed25519). Compare the key with the one that the authority published elsewhere:",
  "signature.bad": "The signature does not fit the text",
  "signature.bad_lead": "Do not rely on it, and tell the auditor’s office. The key was:",
  "signature.missing": "It is not signed with the authority’s key",
  "signature.bad_key": "The authority’s public key cannot be read",
  "signature.unknown_algorithm": "This browser cannot check the signature",
  "signature.unknown_algorithm_lead":
    "It has no Ed25519. Use a newer browser, or scrip-verify with the authority’s public key.",
};
