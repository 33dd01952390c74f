"""What Xero's answers mean, as functions of nothing but the answer.

Each returns findings or raises the OutsideError that leaves the facts unknown: a value that is
missing, null or new to us is never taken for a finding.
"""
