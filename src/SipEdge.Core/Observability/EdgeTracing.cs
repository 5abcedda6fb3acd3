using System.Diagnostics;

namespace SipEdge.Core.Observability;

/// <summary>The source of spans: one for each call attempt, made only when somebody listens.</summary>
public static class EdgeTracing
{
    public const string SourceName = "SipEdge";

    public static ActivitySource Source { get; } = new(SourceName);
}
