namespace SipEdge.Demo;

/// <summary>One direction of the demo's audio, seen from both ends.</summary>
/// <param name="Wrong">Packets whose payload was not, byte for byte, what was sent.</param>
/// <param name="Late">Packets that came after one with a higher number.</param>
internal sealed record HeardAudio(
    string Direction, int Sent, int Received, int Wrong, int Late, TimeSpan MedianDelay, TimeSpan LongestDelay)
{
    public bool IsComplete => Received == Sent && Wrong == 0;
}
