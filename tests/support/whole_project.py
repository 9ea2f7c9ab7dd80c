"""A project whose API is on every surface: what its files hold."""

from __future__ import annotations

PROJECT = {
    "pyproject.toml": """
        [project]
        name = "engine"
        version = "1.2"
        [tool.dynamo-stability]
        manifests = ["stability.toml"]
        """,
    "stability.toml": """
        format = 1
        [features.routing]
        [modules.engine]
        beta = ["Router"]
        [modules.engine.marks.find]
        tier = "experimental"
        feature = "routing"
        [marks."crd:label acme.io/part"]
        tier = "beta"
        [marks."cli:engine --mode"]
        feature = "routing"
        tier = "beta"
        """,
    "src/engine/__init__.py": """
        from dynamo_stability import deprecated, experimental
        from engine._core import Router as Router, find as find

        @deprecated(since="1.1")
        def route(): ...
        """,
    "src/engine/__main__.py": """
        import argparse
        from dynamo_stability import beta
        from dynamo_stability.surfaces.argparse_options import ArgumentParser

        parser = ArgumentParser()
        parser.add_argument("--mode", stability=beta)
        """,
    "crates/core/Cargo.toml": """
        [package]
        name = "engine-core"
        [lib]
        name = "_core"
        crate-type = ["cdylib"]
        """,
    "crates/core/src/lib.rs": """
        /// Routes. **BETA**
        #[pyclass(module = "engine._core")]
        pub struct Router {}

        /// Finds. **EXPERIMENTAL**
        #[pyfunction]
        pub fn find() {}

        #[pymodule]
        fn _core(m: &Bound<'_, PyModule>) -> PyResult<()> {
            m.add_class::<Router>()?;
            m.add_function(wrap_pyfunction!(find, m)?)?;
            Ok(())
        }
        """,
    "deploy/crd.yaml": """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: graphs.acme.io}
        spec:
          group: acme.io
          names: {kind: Graph, plural: graphs}
          versions:
            - name: v1alpha1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object}}
        """,
    "api/openapi.yaml": """
        openapi: 3.1.0
        paths:
          /v1beta/routes: {get: {}}
        """,
    "tests/crate/Cargo.toml": '[package]\nname = "not-api"\n',
    "tests/crate/src/lib.rs": "/// **BETA**\npub fn helper() {}\n",
    "tests/crd.yaml": "kind: CustomResourceDefinition\nbroken: [\n",
}
