using SipEdge.Interop;

namespace SipEdge.Media.Relay;

/// <summary>The two sockets of a stream: RTP on an even port, RTCP on the next. Plain data; whoever holds it closes it.</summary>
internal readonly record struct MediaPort(UInt128 Address, ushort Port, int RtpSocket, int RtcpSocket)
{
    public bool IsBound => Port != 0;

    public int Family => NumericAddress.IsIpv4(Address) ? Libc.AfInet : Libc.AfInet6;

    /// <summary>Binds both, or neither. 0, or minus errno.</summary>
    public static int TryBind(UInt128 address, ushort port, RelayOptions options, out MediaPort bound)
    {
        bound = default;
        var rtp = OpenSocket(address, port, options);
        if (rtp < 0)
        {
            return rtp;
        }

        var rtcp = OpenSocket(address, (ushort)(port + 1), options);
        if (rtcp < 0)
        {
            _ = Libc.Close(rtp);
            return rtcp;
        }

        bound = new MediaPort(address, port, rtp, rtcp);
        return 0;
    }

    public void Close()
    {
        if (IsBound)
        {
            _ = Libc.Close(RtpSocket);
            _ = Libc.Close(RtcpSocket);
        }
    }

    private static int OpenSocket(UInt128 address, ushort port, RelayOptions options)
    {
        var ipv4 = NumericAddress.IsIpv4(address);
        var family = ipv4 ? Libc.AfInet : Libc.AfInet6;
        var socket = Libc.Socket(family, Libc.SockDgram | Libc.SockNonblock | Libc.SockCloexec, 0);
        if (socket < 0)
        {
            return socket;
        }

        var result = ipv4 ? 0 : Libc.SetOption(socket, Libc.IpprotoIpv6, Libc.Ipv6V6Only, 1);
        if (result == 0)
        {
            result = Libc.SetOption(socket, Libc.SolSocket, Libc.SoRcvBuf, options.ReceiveBuffer);
        }

        if (result == 0 && options.Dscp != 0)
        {
            // The field is shared with ECN, which has the low two bits.
            result = Libc.SetOption(
                socket,
                ipv4 ? Libc.IpprotoIp : Libc.IpprotoIpv6,
                ipv4 ? Libc.IpTos : Libc.Ipv6Tclass,
                options.Dscp << 2);
        }

        if (result == 0)
        {
            result = Libc.Bind(socket, SocketAddress.Create(family, address, port));
        }

        if (result == 0)
        {
            return socket;
        }

        _ = Libc.Close(socket);
        return result;
    }
}
