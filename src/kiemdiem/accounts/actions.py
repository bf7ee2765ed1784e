"""Việc được giao theo vai trò ở các gói phía trên: one list of names, so that roles stay one table (`roles.py`)."""

OPEN_CYCLE = "cycles.open"  # open a year, change its calendar, add, transfer, leave out
SEE_PROGRESS = "cycles.progress"  # counts, and the names behind them

KEEP_REGISTER = "documents.keep"  # terms of an organ, and the numbers of its papers, at that very unit

SUGGEST = "suggestions.draft"  # draft what a managed subject is asked to answer, at that very unit
ISSUE_SUGGESTIONS = "suggestions.issue"  # issue or withdraw it, at that very unit
READ_SUGGESTIONS = "suggestions.read"  # read what was issued within one's branch
ASSIGN = "suggestions.assign"  # send people to attend and steer reviews, at that very unit

WRITE = "reviews.write"  # the paper of a collective or an organisation, at that very unit
RECEIVE = "reviews.receive"  # return what was handed in, hold the meeting
READ_PAPERS = "reviews.read"  # read what was handed in
SET_CRITERIA = "reviews.criteria"  # the committee's own criteria for its branch, at that very unit
ORDER_REVIEW = "reviews.order"  # order a subject to be reviewed anew, at the very unit that decides on it

PROPOSE = "ratings.propose"  # enter proposals and vote counts of one's own unit, or of those it decides on
STAGE = "ratings.stage"  # draft a decision of one's own unit
DECIDE = "ratings.decide"  # release it
READ_LEVELS = "ratings.read"  # released levels of others
