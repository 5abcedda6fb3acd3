using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SipEdge.Telemetry;

/// <summary>Sends metrics and spans to an OpenTelemetry collector while it lives. Made only when one is configured.</summary>
public sealed class OtlpExport : IDisposable
{
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    public OtlpExport(Uri endpoint, string version, string instance)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("sipedge", serviceVersion: version,
            serviceInstanceId: instance);
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("SipEdge", "SipEdge.*", "System.Runtime")
            .AddOtlpExporter(otlp => otlp.Endpoint = endpoint)
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("SipEdge")
            .AddOtlpExporter(otlp => otlp.Endpoint = endpoint)
            .Build();
    }

    /// <summary>Sends what is still held back.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
