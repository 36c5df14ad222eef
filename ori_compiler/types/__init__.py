"""Pool, Idx, unification, inference, traits, registry, derive, capabilities."""
