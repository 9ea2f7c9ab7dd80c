"""Tiers of dynamo_stability, for type checkers and other readers. Generated: do not edit."""

# ruff: noqa: E501, RUF100

from typing import Final

FORMAT: Final = 1
REGISTRY: Final = r"""
{
 "format": 1,
 "distribution": "dynamo-stability",
 "packages": [
  "dynamo_stability"
 ],
 "features": [
  {
   "name": "manifest",
   "title": "Marks in a stability.toml",
   "tier": "beta"
  },
  {
   "name": "marks",
   "title": "Marking live objects",
   "tier": "stable"
  },
  {
   "name": "registry",
   "title": "Records of a release, for tools",
   "tier": "experimental"
  }
 ],
 "components": [
  {
   "name": "Insides",
   "support_level": [
    "internal"
   ],
   "priority": "P2",
   "languages": [
    "Python"
   ],
   "surfaces": [
    "dynamo_stability.categories.*",
    "dynamo_stability.cli.*",
    "dynamo_stability.errors.*",
    "dynamo_stability.groups.*",
    "dynamo_stability.integrations.used_apis.*",
    "dynamo_stability.markdown.*",
    "dynamo_stability.marker_rules.*",
    "dynamo_stability.marks.*",
    "dynamo_stability.pausing.*",
    "dynamo_stability.public_name.*",
    "dynamo_stability.pytest_plugin.*",
    "dynamo_stability.record.*",
    "dynamo_stability.rewriting.*",
    "dynamo_stability.route_tiers.*",
    "dynamo_stability.surfaces.argparse_environment.*",
    "dynamo_stability.surfaces.command_line.*",
    "dynamo_stability.surfaces.environment_*",
    "dynamo_stability.surfaces.live_options.*",
    "dynamo_stability.surfaces.route_index.*",
    "dynamo_stability.surfaces.terminal.*",
    "dynamo_stability.tiers.*",
    "dynamo_stability.value.*"
   ]
  },
  {
   "name": "Marks",
   "support_level": [
    "library"
   ],
   "priority": "P0",
   "languages": [
    "Python"
   ],
   "surfaces": [
    "dynamo_stability.*",
    "dynamo_stability.errors.*Error"
   ]
  },
  {
   "name": "Surfaces",
   "support_level": [
    "library"
   ],
   "priority": "P1",
   "languages": [
    "Python"
   ],
   "surfaces": [
    "dynamo_stability.surfaces.*"
   ]
  },
  {
   "name": "Tools",
   "support_level": [
    "service/command",
    "library"
   ],
   "priority": "P0",
   "languages": [
    "Python"
   ],
   "surfaces": [
    "cli:dynamo-stability*",
    "dynamo_stability.catalog*",
    "dynamo_stability.collect*",
    "dynamo_stability.configuration*",
    "dynamo_stability.consumer*",
    "dynamo_stability.findings*",
    "dynamo_stability.generate*",
    "dynamo_stability.integrations*",
    "dynamo_stability.mypy*",
    "dynamo_stability.policy*"
   ]
  }
 ],
 "records": [
  {
   "name": "dynamo_stability.BetaWarning",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.categories.BetaWarning"
  },
  {
   "name": "dynamo_stability.Component",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.groups.Component"
  },
  {
   "name": "dynamo_stability.DeprecatedWarning",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.categories.DeprecatedWarning"
  },
  {
   "name": "dynamo_stability.Deprecation",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.record.Deprecation"
  },
  {
   "name": "dynamo_stability.ExperimentalWarning",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.categories.ExperimentalWarning"
  },
  {
   "name": "dynamo_stability.Feature",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.groups.Feature"
  },
  {
   "name": "dynamo_stability.ManifestError",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.errors.ManifestError"
  },
  {
   "name": "dynamo_stability.MarkError",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.errors.MarkError"
  },
  {
   "name": "dynamo_stability.NotEnabledError",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.errors.NotEnabledError"
  },
  {
   "name": "dynamo_stability.OverdueWarning",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.categories.OverdueWarning"
  },
  {
   "name": "dynamo_stability.PublicName",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.public_name.PublicName",
   "aliases": [
    "dynamo_stability.record.PublicName"
   ]
  },
  {
   "name": "dynamo_stability.Record",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.record.Record"
  },
  {
   "name": "dynamo_stability.RecordError",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.errors.RecordError"
  },
  {
   "name": "dynamo_stability.RulesError",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.errors.RulesError"
  },
  {
   "name": "dynamo_stability.StabilityError",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.errors.StabilityError"
  },
  {
   "name": "dynamo_stability.StabilityWarning",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.categories.StabilityWarning"
  },
  {
   "name": "dynamo_stability.Tier",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.tiers.Tier"
  },
  {
   "name": "dynamo_stability.UnknownNameError",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.errors.UnknownNameError"
  },
  {
   "name": "dynamo_stability.allow",
   "kind": "class",
   "tier": "stable",
   "definition": "dynamo_stability.marks.allowing.allow",
   "aliases": [
    "dynamo_stability.marks.allow"
   ]
  },
  {
   "name": "dynamo_stability.apply_manifest",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.applying.apply_manifest",
   "aliases": [
    "dynamo_stability.marks.apply_manifest"
   ]
  },
  {
   "name": "dynamo_stability.beta",
   "kind": "function",
   "tier": "stable",
   "definition": "dynamo_stability.marks.decorators.beta",
   "aliases": [
    "dynamo_stability.marks.beta"
   ]
  },
  {
   "name": "dynamo_stability.beta_parameter",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.decorators.beta_parameter",
   "aliases": [
    "dynamo_stability.marks.beta_parameter"
   ]
  },
  {
   "name": "dynamo_stability.catalog",
   "kind": "module",
   "tier": "experimental",
   "reason": "the policy checks that are to come will show what else a catalog needs",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.collect",
   "kind": "module",
   "tier": "experimental",
   "reason": "other surfaces are to be collected too",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.configuration",
   "kind": "module",
   "tier": "experimental",
   "reason": "commands that are still to come add to it",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.consumer",
   "kind": "module",
   "tier": "experimental",
   "reason": "uses of Python code are still to come",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.deprecated",
   "kind": "function",
   "tier": "stable",
   "definition": "dynamo_stability.marks.decorators.deprecated",
   "aliases": [
    "dynamo_stability.marks.deprecated"
   ]
  },
  {
   "name": "dynamo_stability.deprecated_parameter",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.decorators.deprecated_parameter",
   "aliases": [
    "dynamo_stability.marks.deprecated_parameter"
   ]
  },
  {
   "name": "dynamo_stability.enable_feature",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.features.enable_feature",
   "aliases": [
    "dynamo_stability.marks.enable_feature"
   ]
  },
  {
   "name": "dynamo_stability.errors.CatalogError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.errors.CollectError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.errors.ConfigurationError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.errors.EnvironmentVariableError",
   "kind": "class",
   "tier": "beta",
   "aliases": [
    "dynamo_stability.surfaces.environment.EnvironmentVariableError"
   ]
  },
  {
   "name": "dynamo_stability.errors.IntegrationError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.errors.MissingExtraError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.errors.RewriteError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.errors.VersionError",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.experimental",
   "kind": "function",
   "tier": "stable",
   "definition": "dynamo_stability.marks.decorators.experimental",
   "aliases": [
    "dynamo_stability.marks.experimental"
   ]
  },
  {
   "name": "dynamo_stability.experimental_parameter",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.decorators.experimental_parameter",
   "aliases": [
    "dynamo_stability.marks.experimental_parameter"
   ]
  },
  {
   "name": "dynamo_stability.findings",
   "kind": "module",
   "tier": "experimental",
   "reason": "the formats are those of other tools, which change",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.generate",
   "kind": "module",
   "tier": "experimental",
   "reason": "what checkers understand changes with their releases",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.get_stability",
   "kind": "function",
   "tier": "stable",
   "definition": "dynamo_stability.marks.reading.get_stability",
   "aliases": [
    "dynamo_stability.marks.get_stability"
   ]
  },
  {
   "name": "dynamo_stability.integrations.griffe",
   "kind": "module",
   "tier": "experimental",
   "reason": "griffe's extension interface is young",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.integrations.logging.EVENT",
   "kind": "name",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.logging.LOGGER",
   "kind": "name",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.logging.install",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.opentelemetry.Installation",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.opentelemetry.METRIC",
   "kind": "name",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.opentelemetry.install",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.prometheus.Installation",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.prometheus.METRIC",
   "kind": "name",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.integrations.prometheus.install",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.is_feature_enabled",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.features.is_feature_enabled",
   "aliases": [
    "dynamo_stability.marks.is_feature_enabled"
   ]
  },
  {
   "name": "dynamo_stability.iter_marks",
   "kind": "function",
   "tier": "stable",
   "definition": "dynamo_stability.marks.reading.iter_marks",
   "aliases": [
    "dynamo_stability.marks.iter_marks"
   ]
  },
  {
   "name": "dynamo_stability.manifest.Entry",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.manifest.Manifest",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.manifest.parse_manifest",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.mark_module",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.modules.mark_module",
   "aliases": [
    "dynamo_stability.marks.mark_module"
   ]
  },
  {
   "name": "dynamo_stability.mark_names",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.modules.mark_names",
   "aliases": [
    "dynamo_stability.marks.mark_names"
   ]
  },
  {
   "name": "dynamo_stability.mypy",
   "kind": "module",
   "tier": "beta",
   "reason": "the names of options may change"
  },
  {
   "name": "dynamo_stability.observe",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.live.observe",
   "aliases": [
    "dynamo_stability.marks.observe"
   ]
  },
  {
   "name": "dynamo_stability.pep702.RemovalWindowWarning",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.pep702.deprecated",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.pep702.removal_window",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.policy",
   "kind": "module",
   "tier": "experimental",
   "reason": "users' own rules are still to come",
   "feature": "registry"
  },
  {
   "name": "dynamo_stability.rearm",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.live.rearm",
   "aliases": [
    "dynamo_stability.marks.rearm"
   ]
  },
  {
   "name": "dynamo_stability.set_rules",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.marks.live.set_rules",
   "aliases": [
    "dynamo_stability.marks.set_rules"
   ]
  },
  {
   "name": "dynamo_stability.stable",
   "kind": "function",
   "tier": "stable",
   "definition": "dynamo_stability.marks.decorators.stable",
   "aliases": [
    "dynamo_stability.marks.stable"
   ]
  },
  {
   "name": "dynamo_stability.surfaces.argparse_options.ArgumentParser",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.argparse_options.StabilityOptions",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.argparse_options.add_option",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.click_options.StabilityOption",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.click_options.mark_option",
   "kind": "function",
   "tier": "beta",
   "definition": "dynamo_stability.surfaces.live_options.mark_option",
   "aliases": [
    "dynamo_stability.surfaces.typer_options.mark_option"
   ]
  },
  {
   "name": "dynamo_stability.surfaces.environment.UnknownVariable",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.surfaces.environment_listing.UnknownVariable"
  },
  {
   "name": "dynamo_stability.surfaces.environment.Variable",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.surfaces.environment_variable.Variable"
  },
  {
   "name": "dynamo_stability.surfaces.environment.Variables",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.environment.declared_variables",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.environment.env_var",
   "kind": "name",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.environment.unknown_variables",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.environment.variables_table",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.http_routes.StabilityMiddleware",
   "kind": "class",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.http_routes.add_stability",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.http_routes.mark_route",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.http_routes.route_marks",
   "kind": "function",
   "tier": "beta"
  },
  {
   "name": "dynamo_stability.surfaces.typer_options.Command",
   "kind": "class",
   "tier": "experimental"
  },
  {
   "name": "dynamo_stability.surfaces.typer_options.DeprecatedAliases",
   "kind": "class",
   "tier": "experimental"
  },
  {
   "name": "dynamo_stability.use_feature",
   "kind": "class",
   "tier": "beta",
   "definition": "dynamo_stability.marks.features.use_feature",
   "aliases": [
    "dynamo_stability.marks.use_feature"
   ]
  }
 ]
}
"""
