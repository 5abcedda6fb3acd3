namespace SipEdge.Core.Configuration;

/// <summary>Where the edge can be asked about itself.</summary>
public sealed record AdminOptions
{
    /// <summary>"127.0.0.1:9060": HTTP with metrics. Not given: none.</summary>
    public string? Listen { get; init; }

    /// <summary>The local socket that <c>sipedge calls</c> uses.</summary>
    public string? Socket { get; init; }
}
