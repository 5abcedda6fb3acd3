using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Phones.Registering;

/// <summary>
/// One address of record that has contacts, or is about to. Towards the PBX it is one registering user agent: one Call-ID, one
/// count of CSeq (RFC 3261 §10.2.4). Owned by the loop that owns registrations.
/// </summary>
internal sealed class RecordState(UInt128 key, string domain, byte[] user)
{
    public UInt128 Key => key;

    public string Domain => domain;

    public byte[] User => user;

    /// <summary>"sip:alice@example.com".</summary>
    public byte[] Uri { get; } = [.. "sip:"u8, .. user, (byte)'@', .. Encoding.ASCII.GetBytes(domain)];

    public List<PhoneBinding> Bindings { get; } = [];

    /// <summary>Questions to the PBX that are queued or under way.</summary>
    public List<PbxQuestion> Questions { get; } = [];

    public byte[] PbxCallId { get; } = new byte[Identifiers.CallIdLength];

    public uint PbxCSeq { get; set; }

    /// <summary>Answers the PBX's challenges, and keeps the last so that the next REGISTER needs none; null while there was none.</summary>
    public DigestClient? Digest { get; set; }

    public PhoneBinding? Find(UInt128 token)
    {
        foreach (var binding in Bindings)
        {
            if (binding.Token == token)
            {
                return binding;
            }
        }
        return null;
    }
}
