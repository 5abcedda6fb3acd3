namespace SipEdge.Sip.Messages;

/// <summary>The methods of RFC 3261 and its extensions; any other token is <see cref="Unknown"/>, not an error.</summary>
public enum SipMethod : byte
{
    Unknown,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Update,
    Info,
    Refer,
    Subscribe,
    Notify,
    Message,
    Publish,
}
