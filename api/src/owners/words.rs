//! The domain's words as clients see them.

use domain::owner::decision::{Of, Stage, What};
use domain::owner::eligibility::OwnerWhyNot;
use domain::owner::proxy::{Document, Instruction, OwnerProxyStage};
use domain::vote::tally::owners::{Matter, Voice};

use crate::http::words::words;

words! {
    /// announced: the notice days are not over, or nobody has opened the decision yet. open: ballots are taken. paused:
    /// no ballots are taken at the moment; the announced end stays. closed: the end has passed. certified: a person who
    /// did not run the decision stands for its result. voided: it ended without a result. lapsed: the end passed before
    /// anybody opened it.
    OwnersDecisionStatusWord = Stage { Announced Open Paused Closed Certified Voided Lapsed }

    /// ordinary: more than half of those who take part. special: at least three quarters.
    MatterWord = Matter { Ordinary Special }

    /// abstain counts as taking part, but not as being in favour.
    VoiceWord = Voice { For Against Abstain }

    /// What the mandate says: how to vote, or expressly that the holder decides.
    OwnerMandateWord = Instruction { For Against Abstain LeftToHolder }

    /// unconfirmed: on paper, and only one person at the desk has read it. standing: may be used. expired, revoked:
    /// can't be used any more.
    OwnerProxyStateWord = OwnerProxyStage { Unconfirmed Standing Expired Revoked }

    /// Which paper was seen. signed_at_the_desk: the owner signed it there and showed their identity card and the title
    /// to the flat. signed_original: somebody else brought it, with copies of both. notarised: a notary's deed.
    OwnerMandateDocumentWord = Document { SignedAtTheDesk SignedOriginal Notarised }

    /// participation: how much of the whole took part. approval: how much of what took part is in favour.
    OwnersLegWord = What { Participation Approval }

    /// area: exclusive area, in 0.01 m². heads: owners as the law counts them.
    OwnersMeasureWord = Of { Area Heads }

    /// not_opened_yet, paused, closed, voided: no ballots are taken. paper_handed_in: the head's sheet counts.
    /// no_phone: the register has no phone number of this owner. no_account: nobody has signed in with that number.
    OwnerWhyNotWord = OwnerWhyNot { NotOpenedYet Paused Closed Voided PaperHandedIn NoPhone NoAccount }
}
