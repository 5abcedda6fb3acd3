namespace SipEdge.Sip.Messages;

/// <summary>
/// From the bytes of a method to its <see cref="SipMethod"/> and back. Methods are case-sensitive (RFC 3261 §7.1).
/// </summary>
public static class SipMethods
{
    public static SipMethod Find(ReadOnlySpan<byte> name)
    {
        var guess = name.Length switch
        {
            3 => name[0] == (byte)'A' ? SipMethod.Ack : SipMethod.Bye,
            4 => SipMethod.Info,
            5 => name[0] == (byte)'P' ? SipMethod.Prack : SipMethod.Refer,
            6 => name[0] switch
            {
                (byte)'I' => SipMethod.Invite,
                (byte)'C' => SipMethod.Cancel,
                (byte)'U' => SipMethod.Update,
                _ => SipMethod.Notify,
            },
            7 => name[0] switch
            {
                (byte)'O' => SipMethod.Options,
                (byte)'M' => SipMethod.Message,
                _ => SipMethod.Publish,
            },
            8 => SipMethod.Register,
            9 => SipMethod.Subscribe,
            _ => SipMethod.Unknown,
        };
        return guess != SipMethod.Unknown && name.SequenceEqual(Name(guess)) ? guess : SipMethod.Unknown;
    }

    /// <summary>The method as it stands on the wire; empty for <see cref="SipMethod.Unknown"/>.</summary>
    public static ReadOnlySpan<byte> Name(SipMethod method) => method switch
    {
        SipMethod.Invite => "INVITE"u8,
        SipMethod.Ack => "ACK"u8,
        SipMethod.Bye => "BYE"u8,
        SipMethod.Cancel => "CANCEL"u8,
        SipMethod.Options => "OPTIONS"u8,
        SipMethod.Register => "REGISTER"u8,
        SipMethod.Prack => "PRACK"u8,
        SipMethod.Update => "UPDATE"u8,
        SipMethod.Info => "INFO"u8,
        SipMethod.Refer => "REFER"u8,
        SipMethod.Subscribe => "SUBSCRIBE"u8,
        SipMethod.Notify => "NOTIFY"u8,
        SipMethod.Message => "MESSAGE"u8,
        SipMethod.Publish => "PUBLISH"u8,
        _ => default,
    };
}
