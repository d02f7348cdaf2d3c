//! The domain's words as the wire knows them.

use domain::owner::decision::{Of, Stage, What};
use domain::owner::eligibility::OwnerWhyNot;
use domain::owner::proxy::{Document, Instruction, OwnerProxyStage};
use domain::vote::tally::owners::{Matter, Voice};

use crate::http::words::words;

words! {
    /// announced: its notice runs, or it waits to be opened. open: ballots are taken. paused: ballots wait; the announced end
    /// stays. closed: that end passed.
    /// certified: someone who did not run it stands for the result. voided: ended without a result. lapsed: its end passed
    /// before anybody opened it.
    OwnersDecisionStatusWord = Stage { Announced Open Paused Closed Certified Voided Lapsed }

    /// ordinary: more than half of those who take part. special: at least three quarters.
    MatterWord = Matter { Ordinary Special }

    /// abstain is to take part without being in favour.
    VoiceWord = Voice { For Against Abstain }

    /// What the mandate says: the vote, or, in so many words, that the holder decides.
    OwnerMandateWord = Instruction { For Against Abstain LeftToHolder }

    /// unconfirmed: on paper, and read by one person at the desk only. standing: may be used. expired, revoked: not any more.
    OwnerProxyStateWord = OwnerProxyStage { Unconfirmed Standing Expired Revoked }

    /// What was seen. signed_at_the_desk: the owner signed it there, with their identity card and the title to the flat.
    /// signed_original: somebody brought it, with copies of both. notarised: a notary's deed.
    OwnerMandateDocumentWord = Document { SignedAtTheDesk SignedOriginal Notarised }

    /// participation: how many of all took part. approval: how many of those are in favour.
    OwnersLegWord = What { Participation Approval }

    /// area: exclusive area, in 0.01 m². heads: owners as the law counts them.
    OwnersMeasureWord = Of { Area Heads }

    /// not_opened_yet, paused, closed, voided: no ballots are taken. paper_handed_in: the sheet counts. no_phone: the register has no number of this owner.
    /// no_account: nobody has signed in with that number.
    OwnerWhyNotWord = OwnerWhyNot { NotOpenedYet Paused Closed Voided PaperHandedIn NoPhone NoAccount }
}
