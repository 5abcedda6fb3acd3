namespace SipEdge.Core.Configuration;

/// <summary>One format for all places and exceptions by place.</summary>
public sealed record NumberFormatOptions
{
    /// <summary>Default as it is: whoever says nothing about numbers gets them as they came.</summary>
    public NumberFormat Default { get; init; } = NumberFormat.AsIs;

    public NumberFormat? RequestUri { get; init; }

    public NumberFormat? To { get; init; }

    public NumberFormat? From { get; init; }

    public NumberFormat? Asserted { get; init; }

    public NumberFormat? Preferred { get; init; }

    public NumberFormat? RemoteParty { get; init; }

    public NumberFormat? Diversion { get; init; }

    public NumberFormat Of(NumberHeader header) => header switch
    {
        NumberHeader.RequestUri => RequestUri,
        NumberHeader.To => To,
        NumberHeader.From => From,
        NumberHeader.Asserted => Asserted,
        NumberHeader.Preferred => Preferred,
        NumberHeader.RemoteParty => RemoteParty,
        NumberHeader.Diversion => Diversion,
        _ => throw new ArgumentOutOfRangeException(nameof(header)),
    } ?? Default;
}
