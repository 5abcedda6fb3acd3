namespace SipEdge.Core.Configuration;

public sealed record TelemetryOptions
{
    /// <summary>OTLP endpoint, http://host:4317. Not given: nothing is sent.</summary>
    public string? Otlp { get; init; }
}
