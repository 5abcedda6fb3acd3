using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace SipEdge.Admin;

/// <summary>Who is at the other end of the admin socket, as the kernel says (SO_PEERCRED, unix(7)).</summary>
internal static class AdminPeer
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>"uid 1000 (alice)".</summary>
    public static string Name(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is not { AddressFamily: AddressFamily.Unix } socket)
        {
            return "unknown";
        }

        Span<byte> credentials = stackalloc byte[12]; // struct ucred: pid, uid, gid
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        var uid = MemoryMarshal.Read<uint>(credentials[4..]);
        return UserName(uid) is { } name
            ? string.Create(CultureInfo.InvariantCulture, $"uid {uid} ({name})")
            : string.Create(CultureInfo.InvariantCulture, $"uid {uid}");
    }

    /// <summary>As passwd(5) has it. Users of a directory service have their number alone.</summary>
    private static string? UserName(uint uid)
    {
        try
        {
            var number = uid.ToString(CultureInfo.InvariantCulture);
            return File.ReadLines("/etc/passwd")
                .Select(static line => line.Split(':'))
                .FirstOrDefault(fields => fields.Length > 2 && fields[2] == number)?[0];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
