using SipEdge.Load.Sockets;

namespace SipEdge.Load.Sip;

internal enum CallerState : byte
{
    Idle,
    Inviting,
    Proceeding,
    Held,
    Ending,
    Done,
}

internal enum CalleeState : byte
{
    Idle,
    Ringing,
    Answered,
    Confirmed,
    Done,
}

/// <summary>Both ends of one call. Objects are used again: the number tells a late message from a current one.</summary>
internal sealed class Call
{
    internal int Number = -1;
    internal CallerState Caller;
    internal CalleeState Callee;
    internal int CSeq;
    internal bool Challenged;
    internal bool Rang;
    internal int Retransmissions;
    internal long FirstInviteAt;
    internal long InviteAt;
    internal long ByeAt;
    internal MediaOffer Media;
    internal CallStatistics Statistics = CallStatistics.Unwatched;

    /// <summary>The header line that answers the challenge.</summary>
    internal readonly KeptText Authorization = new(640);

    /// <summary>The dialog as the caller has it: To with its tag, remote target, Route lines.</summary>
    internal readonly KeptText To = new(256);
    internal readonly KeptText Target = new(256);
    internal readonly KeptText Route = new(768);

    /// <summary>The callee's 200 as sent, for sending again.</summary>
    internal readonly KeptText Answer = new(2048);

    /// <summary>Where the system under test takes the audio of each side, and the keys of the four directions.</summary>
    internal Ipv4Endpoint MediaForCaller;
    internal Ipv4Endpoint MediaForCallee;
    internal readonly CryptoLine FromCaller = new();
    internal readonly CryptoLine FromCallee = new();
    internal readonly CryptoLine TowardsCaller = new();
    internal readonly CryptoLine TowardsCallee = new();

    internal bool Live => Caller is not (CallerState.Idle or CallerState.Done);
}

/// <summary>Text kept beyond the message it came in; what does not fit is an error of the generator, and said so.</summary>
internal sealed class KeptText(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;

    internal ReadOnlySpan<byte> Value => _bytes.AsSpan(0, _length);

    internal void Set(ReadOnlySpan<byte> value)
    {
        if (value.Length > _bytes.Length)
        {
            throw new InvalidOperationException($"{value.Length} bytes where at most {_bytes.Length} were expected");
        }

        value.CopyTo(_bytes);
        _length = value.Length;
    }
}
