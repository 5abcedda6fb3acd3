namespace SipEdge.Tests.RealPeers;

/// <summary>One call between two telephones of baresip that hear each other's tone and nothing else.</summary>
internal static class Conversation
{
    public const int CallerTone = 1000;
    public const int CalleeTone = 440;

    /// <summary>What is heard at the end counts. Both programs have ended afterwards.</summary>
    public static async Task Hold(BaresipProcess caller, BaresipProcess callee, string uri)
    {
        await caller.Dial(uri);
        await caller.Event("CALL_ESTABLISHED");
        await callee.Event("CALL_ESTABLISHED");
        await caller.UntilHeard(TimeSpan.FromSeconds(2));
        await callee.UntilHeard(TimeSpan.FromSeconds(2));
        await caller.HangUp();
        await callee.Event("CALL_CLOSED");
        Assert.InRange(Tone.Share((await caller.QuitAndListen()).AsSpan()[^(50 * 160)..], CalleeTone), 0.95, 1.01);
        Assert.InRange(Tone.Share((await callee.QuitAndListen()).AsSpan()[^(50 * 160)..], CallerTone), 0.95, 1.01);
    }
}
