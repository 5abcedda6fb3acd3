using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Registrations;

/// <summary>One trunk's registration as it lives. Owned by the loop of the keeper.</summary>
internal sealed class Registration(int place, TrunkModel trunk, BufferPool buffers)
{
    public RegistrationState State;

    /// <summary>What a restart would have to know.</summary>
    public RegistrationBinding Binding;

    public int Place => place;

    public TrunkModel Trunk { get; set; } = trunk;

    /// <summary>What takes its place when it has unregistered; null: nothing does.</summary>
    public TrunkModel? Successor { get; set; }

    public RegisterModel Rules => Trunk.Register!;

    /// <summary>The transaction under way; its events carry <see cref="Turn"/>.</summary>
    public TransactionId Client { get; set; }

    /// <summary>Grows with every request, so that the answer to an earlier one is not taken for this one's.</summary>
    public int Turn { get; set; }

    /// <summary>An index into the targets, and how many were tried since the last success.</summary>
    public int Target { get; set; }

    public int Tried { get; set; }

    /// <summary>Tries that failed one after the other.</summary>
    public int Failures { get; set; }

    /// <summary>Seconds to ask for, when the registrar wanted more than was asked (423).</summary>
    public int LeastExpires { get; set; }

    /// <summary>That was done once since it was last accepted: a registrar that wants more each time is not followed.</summary>
    public bool Prolonged { get; set; }

    /// <summary>Waits for its turn at the registrar.</summary>
    public bool IsBooked { get; set; }

    /// <summary>Waits for its turn to be removed, whatever else happens to it.</summary>
    public bool Leaves { get; set; }

    /// <summary>The connection that the board knows it by; -1: the board knows that it is not registered.</summary>
    public int ToldConnection { get; set; } = -1;

    /// <summary>No earlier than then (Retry-After).</summary>
    public long NotBefore { get; set; }

    public long RegisteredAt { get; set; }

    /// <summary>0: not armed.</summary>
    public long NextAt { get; set; }

    public int Code { get; set; }

    public string Reason { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>What was published last.</summary>
    public RegistrationState Shown { get; set; }

    public DigestClient Digest { get; } = new(buffers);

    public RegistrationTrace Trace { get; } = new();

    /// <summary>Seconds to ask for.</summary>
    public int Asked => Math.Max(Rules.Expires, LeastExpires);

    /// <summary>The registrar that is asked now; null while its name has no address.</summary>
    public TargetModel? Registrar => Rules.Targets.IsEmpty ? null : Rules.Targets[Target % Rules.Targets.Length];

    public bool IsBound(long now) => Binding.ExpiresAt > now;
}

/// <summary>A binding at a registrar as plain data (RFC 3261 §10.2.4: Call-ID stays, CSeq grows).</summary>
internal struct RegistrationBinding
{
    public byte[] CallId;
    public byte[] Tag;
    public uint CSeq;

    /// <summary>Seconds that were granted.</summary>
    public int Granted;

    /// <summary>On the loop's clock; 0: nothing is bound.</summary>
    public long ExpiresAt;

    /// <summary>Where it was bound; on a stream with the number of the connection.</summary>
    public Flow Flow;

    public static RegistrationBinding New(Identifiers identifiers)
    {
        var binding = new RegistrationBinding
        {
            CallId = new byte[Identifiers.CallIdLength],
            Tag = new byte[Identifiers.TokenLength],
        };
        identifiers.WriteCallId(binding.CallId);
        identifiers.WriteToken(binding.Tag);
        return binding;
    }
}
