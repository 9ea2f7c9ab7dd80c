from dynamo_llm._core import KvRouterConfig as KvRouterConfig
from dynamo_llm._core import OverlapScores as OverlapScores
from dynamo_stability import experimental, mark_names

mark_names(__name__, KvRouterConfig=experimental, OverlapScores=experimental)
