using SipEdge.Core.Observability;

namespace SipEdge.Demo;

/// <summary>What one call of the demo came to.</summary>
internal sealed record DemoCall(string Title, Ladder Ladder, CallRecord Record, HeardAudio ToPhone, HeardAudio ToCaller)
{
    /// <summary>Audio both ways, and every packet seen where it should be: sent, into the edge, out of it, received.</summary>
    public bool Passed =>
        Record.Outcome == "answered" && IsAccounted(ToPhone, Record.CallerMedia, Record.CalleeMedia)
        && IsAccounted(ToCaller, Record.CalleeMedia, Record.CallerMedia);

    private static bool IsAccounted(HeardAudio heard, MediaRecord? from, MediaRecord? to) =>
        heard.IsComplete && from?.Statistics.PacketsReceived == heard.Sent && to?.Statistics.PacketsSent == heard.Sent
        && from.Statistics.Rejected == 0;
}
