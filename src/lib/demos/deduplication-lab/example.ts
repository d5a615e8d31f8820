/** Six short documents of ours: one twice, one with a word changed, one that shares the end, two unrelated. */
export const EXAMPLE = `The harbour office is open from eight to five on weekdays. Ships that arrive after dark wait outside the wall until the pilot comes aboard, and no lines are thrown before the bell has rung twice. Masters who ignore this rule answer for the damage to the quay, and for the time of the men who mend it. Fees are paid at the window, in coin.

The harbour office is open from eight to five on weekdays. Ships that arrive after dark wait outside the wall until the pilot comes aboard, and no lines are thrown before the bell has rung twice. Masters who ignore this rule answer for the damage to the quay, and for the time of the men who mend it. Fees are paid at the window, in coin.

The harbour office is open from eight to five on weekdays. Ships that arrive after dark wait outside the wall until the pilot comes aboard, and no lines are thrown before the horn has rung twice. Masters who ignore this rule answer for the damage to the quay, and for the time of the men who mend it. Fees are paid at the window, in coin.

Yachts pay half in winter. As for all others, masters who ignore this rule answer for the damage to the quay, and for the time of the men who mend it.

The museum shows two whaleboats, a try-pot and the log of a voyage of four years. Children come in free on the first Sunday of the month.

Bread is baked at six. On market days there are rolls with cheese as well.
`;

/** Two shorter ones, for little room, that share their end. */
export const SHORT_EXAMPLE = `Fees are paid in coin. Masters who ignore this rule answer for the damage to the quay.

Yachts pay half. All others who ignore this rule answer for the damage to the quay.
`;
