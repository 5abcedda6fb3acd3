namespace SipEdge.Core.Configuration;

internal static class SignallingOptionsValidator
{
    public static void Validate(SignallingOptions signalling, string path, ProblemList problems)
    {
        if (signalling.UdpMaxBytes != 0)
        {
            // Below 500 every INVITE is large; above 65,507 no datagram is.
            Rules.Range(problems, $"{path}.udp_max_bytes", signalling.UdpMaxBytes, 500, 65_507);
        }
        if (signalling.Keepalive is { } interval)
        {
            Rules.Range(problems, $"{path}.keepalive", interval, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));
        }
    }
}
