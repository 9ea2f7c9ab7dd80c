"""The policy as a judge: two catalogs, a release history and the tiers -> what that means.

Nothing here imports or runs what it judges.
"""
