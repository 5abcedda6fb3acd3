using System.Runtime.CompilerServices;
using SipEdge.Media.Ice;

namespace SipEdge.Media.Relay;

/// <summary>ICE of one stream: the agent, and the addresses that its peer has proven. Owned by the relay loop.</summary>
internal sealed class StreamIce(IceSettings settings)
{
    private Proven _proven;
    private int _next;

    public IceLiteAgent Agent { get; } = new(settings);

    /// <summary>Where the peer wants to be sent to; None until it said so.</summary>
    public MediaEndpoint Nominated { get; private set; }

    /// <summary>Did a good check come from there? A peer that was nominated elsewhere meanwhile is still itself.</summary>
    public bool IsProven(MediaEndpoint source) => ((ReadOnlySpan<MediaEndpoint>)_proven).Contains(source);

    public void Prove(MediaEndpoint source)
    {
        if (!IsProven(source))
        {
            _proven[_next] = source;
            _next = (_next + 1) % Proven.Count;
        }
    }

    /// <summary>
    /// After a restart media stays where it was until a check nominates anew (RFC 8445 §9). What was proven under the
    /// credentials before proves nothing under these.
    /// </summary>
    public void GoOnFrom(StreamIce? before) => Nominated = before?.Nominated ?? MediaEndpoint.None;

    public void Nominate(MediaEndpoint source)
    {
        Prove(source);
        Nominated = source;
    }

    // As many as a phone has networks, and some of both families.
    [InlineArray(Count)]
    private struct Proven
    {
        public const int Count = 8;

        private MediaEndpoint _first;
    }
}
