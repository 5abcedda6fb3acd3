using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using SipEdge.Telemetry;

namespace SipEdge.Admin;

/// <summary>
/// The admin interface on a unix socket that only its owner may open, and on a loopback TCP port when one is configured.
/// The TCP port answers GET only: who may read metrics there may not reload or drain.
/// </summary>
public static class AdminListener
{
    public static void Configure(WebApplicationBuilder builder, string socketPath, IPEndPoint? tcp)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.ListenUnixSocket(socketPath);
            if (tcp is not null)
            {
                kestrel.Listen(tcp);
            }
        });
        builder.Services.Configure<SocketTransportOptions>(static transport => transport.CreateBoundListenSocket = Bind);
        builder.Services.AddRoutingCore();
    }

    public static void Map(WebApplication application, IEdgeControl edge, MetricsListener metrics)
    {
        application.Use(static async (context, next) =>
        {
            if (context.Connection.LocalIpAddress is not null && !HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return;
            }

            try
            {
                await next(context).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                await context.Response.WriteAsync("a loop does not answer\n", context.RequestAborted).ConfigureAwait(false);
            }
        });
        CallsResource.Map(application, edge);
        PhonesResource.Map(application, edge);
        StatusResource.Map(application, edge);
        AttemptsResource.Map(application, edge);
        TokensResource.Map(application, edge);
        RegistrationsResource.Map(application, edge);
        TrunksResource.Map(application, edge);
        MetricsResource.Map(application, metrics);
        HealthResource.Map(application, edge);
        ReloadResource.Map(application, edge);
        DrainResource.Map(application, edge);
        BansResource.Map(application, edge);
        EndCallsResource.Map(application, edge);
    }

    /// <summary>Whether a live edge answers on the path. What a crashed one left behind does not.</summary>
    public static bool IsTaken(string socketPath)
    {
        if (!File.Exists(socketPath))
        {
            return false;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint unix)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        var path = unix.ToString();
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(unix);

        // Nobody can connect before listen(), so there is no moment in which others could.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }
}
