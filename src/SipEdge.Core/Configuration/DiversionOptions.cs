namespace SipEdge.Core.Configuration;

/// <summary>Diversion towards a trunk: who forwarded the call (RFC 5806).</summary>
public sealed record DiversionOptions
{
    /// <summary>Default: pass to a trusted trunk, else off.</summary>
    public DiversionMode? Mode { get; init; }

    /// <summary>With static: who forwards.</summary>
    public string? Number { get; init; }

    /// <summary>With static; one of RFC 5806's.</summary>
    public string Reason { get; init; } = "unknown";

    /// <summary>With static.</summary>
    public int Counter { get; init; } = 1;

    /// <summary>With static: full, name, uri or off.</summary>
    public string Privacy { get; init; } = "off";

    /// <summary>A call diverted more often goes round.</summary>
    public int Limit { get; init; } = 10;
}
