namespace SipEdge.Core.Observability;

/// <summary>What became of an announcement, as records name it.</summary>
internal static class AnnouncementOutcome
{
    public const string Early = "early";
    public const string Answered = "answered";

    /// <summary>The caller takes no G.711, or its audio does not pass the edge.</summary>
    public const string NoG711 = "no_g711";

    /// <summary>The caller's INVITE has no offer that could be answered early.</summary>
    public const string NoOffer = "no_offer";
}
